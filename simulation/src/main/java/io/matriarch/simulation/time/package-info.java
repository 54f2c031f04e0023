/// Virtual time: one queue of events, in which Reactor's operators wait too.
@NullMarked
package io.matriarch.simulation.time;

import org.jspecify.annotations.NullMarked;
