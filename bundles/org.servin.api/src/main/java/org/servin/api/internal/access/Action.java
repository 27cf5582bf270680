package org.servin.api.internal.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says what a resource method does, in the words of policies. Each has one; where a call can be one thing or another, the method says later which. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Action {
    /** The action, for example {@code container.start}; the part before the point is the kind of thing that it is about. */
    String value();

    /** Whether it depends on the request's content if it may be done: then the method asks when it knows that, before it does anything. */
    boolean byContent() default false;

    /** What the thing is called, where the path does not say it in a parameter. */
    String target() default "";
}
