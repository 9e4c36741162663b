"""cocaf: exchange between police services of what they know about drug trafficking."""

__version__ = "0.1.0"
