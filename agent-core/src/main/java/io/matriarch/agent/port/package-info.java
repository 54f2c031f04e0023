/// The world as the loop sees it: what is observed, what can be done, who is told.
@NullMarked
package io.matriarch.agent.port;

import org.jspecify.annotations.NullMarked;
