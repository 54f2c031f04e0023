@NullMarked
package io.matriarch.app.doctor;

import org.jspecify.annotations.NullMarked;
