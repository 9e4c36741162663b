"""Views of the officer's pages: each parses, calls one service or selector, and renders. Only `web.urls` calls them."""
