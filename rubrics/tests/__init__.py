"""A package, so that these modules are not mistaken for those of the same names among the tests of attain."""
