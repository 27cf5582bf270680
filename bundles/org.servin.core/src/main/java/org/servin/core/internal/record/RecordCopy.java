package org.servin.core.internal.record;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A copy of a record with some components changed. Only what changes is named, so that a component which a record gains is carried along everywhere
 * without another line.
 *
 * <pre>{@code RecordCopy.of(general).set(General::shmSize, size).set(General::runtime, "x").get()}</pre>
 *
 * <p>Which component is meant is said by its accessor, which the compiler checks; the accessor's name is read back from the method reference as
 * serialization would do it. Not thread-safe.
 *
 * @param <R> the record's type
 */
public final class RecordCopy<R extends Record> {
    /**
     * An accessor of a record, written as a method reference: {@code General::shmSize}.
     *
     * @param <R> the record's type
     * @param <T> the component's type
     */
    @FunctionalInterface
    public interface Component<R, T> extends Function<R, T>, Serializable { }

    /**
     * How to take a record apart and put it together.
     *
     * @param constructor the canonical one
     * @param components in the constructor's order
     * @param places components' places by the class of the method reference, of which the virtual machine makes one for each place in the code
     */
    private record Shape(Constructor<?> constructor, List<RecordComponent> components, Map<Class<?>, Integer> places) { }

    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return shape(type);
        }
    };

    private final Shape shape;
    private final Object[] values;

    private RecordCopy(R original) {
        this.shape = SHAPES.get(original.getClass());
        this.values = new Object[shape.components().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = call(shape.components().get(i).getAccessor(), original);
        }
    }

    /** A copy that is still like its original. */
    public static <R extends Record> RecordCopy<R> of(R original) {
        return new RecordCopy<>(original);
    }

    /** Gives a component a value. */
    public <T> RecordCopy<R> set(Component<R, T> component, T value) {
        values[place(component)] = value;
        return this;
    }

    /** Gives a component what is made of the value it has by now. */
    public <T> RecordCopy<R> change(Component<R, T> component, UnaryOperator<T> change) {
        int place = place(component);
        @SuppressWarnings("unchecked") // the component is of the accessor's type
        T present = (T) values[place];
        values[place] = change.apply(present);
        return this;
    }

    /** The copy. What the record's constructor throws is thrown as it is. */
    public R get() {
        try {
            @SuppressWarnings("unchecked") // it is the constructor of the original's class
            R copy = (R) shape.constructor().newInstance(values);
            return copy;
        } catch (ReflectiveOperationException e) {
            throw unchecked(e);
        }
    }

    private int place(Component<R, ?> component) {
        return shape.places().computeIfAbsent(component.getClass(), type -> find(accessor(component)));
    }

    private int find(String name) {
        for (int i = 0; i < values.length; i++) {
            if (shape.components().get(i).getName().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException(name + " is no component of " + shape.constructor().getDeclaringClass().getName());
    }

    private static String accessor(Component<?, ?> component) {
        try {
            Method replacement = component.getClass().getDeclaredMethod("writeReplace");
            replacement.setAccessible(true);
            return ((SerializedLambda) replacement.invoke(component)).getImplMethodName();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("not a method reference: " + component, e);
        }
    }

    private static Shape shape(Class<?> type) {
        List<RecordComponent> components = new ArrayList<>(Arrays.asList(type.getRecordComponents()));
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            components.forEach(c -> c.getAccessor().setAccessible(true));
            return new Shape(constructor, List.copyOf(components), new ConcurrentHashMap<>());
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " has no canonical constructor", e);
        }
    }

    private static Object call(Method accessor, Object record) {
        try {
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw unchecked(e);
        }
    }

    private static RuntimeException unchecked(ReflectiveOperationException e) {
        if (e.getCause() instanceof RuntimeException failure) {
            return failure;
        }
        return new IllegalStateException(e);
    }
}
