package org.servin.shell.internal;

import org.apache.felix.service.command.Converter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Lets administrators say bundles by their numbers, as {@code lb} shows them, to the commands of Gogo that stop, update and uninstall them; {@code start} takes numbers by itself. */
@Component(service = Converter.class, property = Converter.CONVERTER_CLASSES + "=org.osgi.framework.Bundle")
public final class BundleNumbers implements Converter {
    private final BundleContext context;

    /** For the bundles of this framework. */
    @Activate
    public BundleNumbers(BundleContext context) {
        this.context = context;
    }

    /** Null, as the contract has it, for what is no bundle's number. */
    @Override
    public Object convert(Class<?> wanted, Object word) {
        String text = word.toString();
        return wanted == Bundle.class && text.matches("[0-9]{1,18}") ? context.getBundle(Long.parseLong(text)) : null;
    }

    /** Null, as the contract has it: bundles are shown as they were without this. */
    @Override
    public CharSequence format(Object shown, int level, Converter rest) {
        return null;
    }
}
