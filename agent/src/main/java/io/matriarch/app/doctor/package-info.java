/// What is wrong or risky in the configuration of PostgreSQL, Pacemaker and Corosync.
@NullMarked
package io.matriarch.app.doctor;

import org.jspecify.annotations.NullMarked;
