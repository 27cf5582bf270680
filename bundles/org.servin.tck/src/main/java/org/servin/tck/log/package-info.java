/**
 * The contract tests of log drivers. A driver's own test extends {@link org.servin.tck.log.LogDriverContract}, says how a driver is made, and has all of them.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.tck.log;
