@NullMarked
package io.matriarch.dashboards;

import org.jspecify.annotations.NullMarked;
