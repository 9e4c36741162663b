"""The officer's pages: views parse, call one service, render. No rule stands here."""
