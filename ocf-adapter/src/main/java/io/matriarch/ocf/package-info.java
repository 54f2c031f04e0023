/// The OCF resource agent's words: environments in, exit codes and reasons out.
@NullMarked
package io.matriarch.ocf;

import org.jspecify.annotations.NullMarked;
