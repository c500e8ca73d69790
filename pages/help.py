"""Help now: the help lines, and what to do next."""

from directory.render.pages import help_html
from directory.ui.page import Visit

visit = Visit("help")
visit.head()
visit.show(help_html(visit.view), "help")
visit.foot()
