/// Pacemaker through its command-line tools: reading the CIB, writing attributes, being woken.
@NullMarked
package io.matriarch.agent.cluster;

import org.jspecify.annotations.NullMarked;
