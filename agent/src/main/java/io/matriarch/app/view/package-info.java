/// What a person at a terminal sees: `matriarch status` and `matriarch explain`.
@NullMarked
package io.matriarch.app.view;

import org.jspecify.annotations.NullMarked;
