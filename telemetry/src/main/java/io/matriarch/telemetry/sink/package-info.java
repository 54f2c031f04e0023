/// Where events go beside the agent's own journal.
@NullMarked
package io.matriarch.telemetry.sink;

import org.jspecify.annotations.NullMarked;
