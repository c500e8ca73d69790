"""Results on paper: a handout of a page or two, and a booklet to fold.

Text becomes lines (`lines`), lines stand in blocks that are never torn apart (`flow`), blocks
fill the columns of sheets (`sheet`), and only `paint` knows the library that writes the file.
"""
