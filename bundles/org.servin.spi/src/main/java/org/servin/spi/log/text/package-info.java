/** The texts of records as destinations want them: valid UTF-8, and JSON with the escapes of dockerd's encoder. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.spi.log.text;
