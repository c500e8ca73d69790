"""When things take place: sessions, opening hours, and the words for them."""
