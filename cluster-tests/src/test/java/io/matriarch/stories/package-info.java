/// Fault stories: what real clusters do, told by the node package that users install.
@NullMarked
package io.matriarch.stories;

import org.jspecify.annotations.NullMarked;
