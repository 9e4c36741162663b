"""A record in words, one file for each part of the models. `facts` puts the parts together; a test holds that no field
of the models is left untold."""
