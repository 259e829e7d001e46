"""What leaves the house: post packages, FAQ, product pages, timelines, reports."""
