from collections.abc import Iterable

import attain


@attain.hookimpl
def attain_rules() -> Iterable[type[attain.Rule]]:
    return ()
