"""How hard Hypothesis tries: ATTAIN_HYPOTHESIS_PROFILE is `default`, `ci` or `long`."""

import os

from hypothesis import settings

# No deadlines: on a busy machine they fail tests that are right.
settings.register_profile("default", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, print_blob=True)
settings.register_profile("long", max_examples=5_000, deadline=None)
settings.load_profile(os.environ.get("ATTAIN_HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "default"))
