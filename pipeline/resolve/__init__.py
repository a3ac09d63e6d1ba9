"""Settling what one mention alone cannot tell: overlaps, dates by their anchors, places by their article."""
