/// What happened, as one node's agent saw it: a pure model, and how it follows from two looks.
@NullMarked
package io.matriarch.telemetry.event;

import org.jspecify.annotations.NullMarked;
