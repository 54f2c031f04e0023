package io.matriarch.stories;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Tells that the stories of a class move the clocks of nodes.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface OwnClocks {}
