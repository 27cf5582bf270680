package org.servin.core.json;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import java.lang.reflect.Field;
import java.util.List;

/**
 * Reads the components of records from their fields, not by their accessor methods: Java makes a class of its own for each method that is called by reflection a few
 * times, which are hundreds here, and slow until they are compiled. Fields are all read by the same code.
 */
public final class RecordFields extends SimpleModule {
    private static final long serialVersionUID = 1L;

    /** For {@code JsonMapper.builder().addModule}. */
    public RecordFields() {
        super("record-fields");
        setSerializerModifier(new Modifier());
    }

    private static final class Modifier extends BeanSerializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public List<BeanPropertyWriter> changeProperties(SerializationConfig config, BeanDescription bean, List<BeanPropertyWriter> properties) {
            if (bean.getBeanClass().isRecord()) {
                properties.replaceAll(p -> fromField(bean.getBeanClass(), p));
            }
            return properties;
        }

        /** The same writer for what is no plain component: what is unwrapped has a writer of its own kind. */
        private static BeanPropertyWriter fromField(Class<?> type, BeanPropertyWriter writer) {
            if (writer.getClass() != BeanPropertyWriter.class) {
                return writer;
            }
            try {
                Field field = type.getDeclaredField(writer.getMember().getName());
                field.setAccessible(true);
                return new FieldWriter(writer, field);
            } catch (NoSuchFieldException e) {
                return writer; // a method that is written though it is no component
            }
        }
    }

    private static final class FieldWriter extends BeanPropertyWriter {
        private static final long serialVersionUID = 1L;

        FieldWriter(BeanPropertyWriter base, Field field) {
            super(base);
            _accessorMethod = null;
            _field = field;
        }
    }
}
