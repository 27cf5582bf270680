package org.servin.api.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A service of which a test needs some methods only: those of the object given; all others fail loudly. */
final class Fake {
    private Fake() { }

    static <T> T of(Class<T> type, Object methods) {
        return type.cast(Proxy.newProxyInstance(Fake.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (method.getDeclaringClass() == Object.class) {
                return method.getName().equals("toString") ? "fake " + type.getSimpleName() : method.getName().equals("hashCode") ? (Object) 1 : (Object) (proxy == args[0]);
            }
            try {
                Method m = methods.getClass().getDeclaredMethod(method.getName(), method.getParameterTypes());
                m.setAccessible(true);
                return m.invoke(methods, args);
            } catch (NoSuchMethodException e) {
                throw new AssertionError("the test did not expect " + method, e);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
