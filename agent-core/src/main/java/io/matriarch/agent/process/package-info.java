/// The operating system: programs, files that other programs read, and the clock since boot.
@NullMarked
package io.matriarch.agent.process;

import org.jspecify.annotations.NullMarked;
