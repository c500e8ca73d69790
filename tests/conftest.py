"""What holds for every test."""

from hypothesis import settings

# A property is judged by what it says, never by how busy the machine is.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
