/// The program: the daemon, the one-shot resource agent, the command line, and their wiring.
@NullMarked
package io.matriarch.app;

import org.jspecify.annotations.NullMarked;
