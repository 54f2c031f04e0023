/// The loop: observe, decide, act, tell; and the resource operations that Pacemaker asks for.
@NullMarked
package io.matriarch.agent.loop;

import org.jspecify.annotations.NullMarked;
