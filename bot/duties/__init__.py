"""What the product does for people, a file for each duty. All have one shape and none knows a platform."""
