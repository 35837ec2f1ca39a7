"""A live site looked at from outside, as readers get it. Knows HTTP and `build.json`; builds and sends nothing."""
