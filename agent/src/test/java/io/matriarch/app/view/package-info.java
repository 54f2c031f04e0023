@NullMarked
package io.matriarch.app.view;

import org.jspecify.annotations.NullMarked;
