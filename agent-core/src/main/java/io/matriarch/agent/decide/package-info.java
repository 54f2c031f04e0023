/// The pure decisions: no clock, no randomness, no I/O, no logging.
@NullMarked
package io.matriarch.agent.decide;

import org.jspecify.annotations.NullMarked;
