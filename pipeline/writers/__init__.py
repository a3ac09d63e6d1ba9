"""From records to what a person or a program opens. Writers know the model only."""
