"""What waits for a person. Each sort of thing is one function from the reader to its rows; `page` knows all of them."""
