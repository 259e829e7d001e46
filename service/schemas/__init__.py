"""What goes over the API: requests and answers."""
