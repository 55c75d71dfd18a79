"""A question-and-answer bot that says only what stands in its knowledge pack."""
