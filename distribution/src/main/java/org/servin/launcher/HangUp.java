package org.servin.launcher;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * The signal by which an administrator tells a daemon to read its settings again. Java ends at it, unless somebody handles it, for which there is only a class that compilers warn of
 * (JEP 260: it stays until there is another).
 */
final class HangUp {
    private HangUp() { }

    /** Does this at each such signal, on a thread of its own. */
    static void handle(Runnable action) throws StartFailure {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler handling = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    action.run();
                    return null;
                }
                return method.getName().equals("equals") ? proxy == arguments[0] : method.getName().equals("hashCode") ? (Object) System.identityHashCode(proxy) : "servin";
            };
            Object proxy = Proxy.newProxyInstance(HangUp.class.getClassLoader(), new Class<?>[] {handler}, handling);
            signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
        } catch (ReflectiveOperationException e) {
            throw new StartFailure("cannot handle the signal HUP: " + e.getMessage(), e);
        }
    }
}
