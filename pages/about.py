"""About: what the kinds of help are, in plain words, and how a visit stays private."""

from directory.render.pages import about_html
from directory.ui.page import Visit

visit = Visit("about")
visit.head()
visit.show(about_html(visit.view), "about")
visit.foot()
