@NullMarked
package io.matriarch.app.web;

import org.jspecify.annotations.NullMarked;
