/// Who may read the network port, and how the other nodes' agents are asked.
@NullMarked
package io.matriarch.app.web;

import org.jspecify.annotations.NullMarked;
