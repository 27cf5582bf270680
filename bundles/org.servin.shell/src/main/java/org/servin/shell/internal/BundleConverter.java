package org.servin.shell.internal;

import java.util.Arrays;
import org.apache.felix.service.command.Converter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Lets commands such as {@code stop} take bundles by their number or symbolic name. Gogo has one in its own shell, which is not here. */
@Component(property = Converter.CONVERTER_CLASSES + "=org.osgi.framework.Bundle")
public final class BundleConverter implements Converter {
    private final BundleContext context;

    /** Looks among the framework's bundles. */
    @Activate
    public BundleConverter(BundleContext context) {
        this.context = context;
    }

    @Override
    public Object convert(Class<?> wanted, Object in) {
        if (wanted != Bundle.class || !(in instanceof CharSequence)) {
            return null; // Gogo's word for "not mine"
        }
        String text = in.toString();
        if (text.matches("\\d{1,18}")) {
            return context.getBundle(Long.parseLong(text));
        }
        return Arrays.stream(context.getBundles()).filter(bundle -> text.equals(bundle.getSymbolicName())).findFirst().orElse(null);
    }

    @Override
    public CharSequence format(Object target, int level, Converter other) {
        return null; // bundles are shown as they are
    }
}
