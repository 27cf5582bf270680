/** What log drivers' options have in common: their forms, tags, and the labels and variables that go with each record. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.spi.log.option;
