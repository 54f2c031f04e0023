/// What runs of the nemesis came to: rounds are judged, kept as JSON, and told as a page with
/// plots.
@NullMarked
package io.matriarch.reliability;

import org.jspecify.annotations.NullMarked;
