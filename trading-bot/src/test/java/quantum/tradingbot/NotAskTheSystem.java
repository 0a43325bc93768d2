package quantum.tradingbot;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** System and Thread carry clock and environment under an innocent package name. */
final class NotAskTheSystem extends ArchCondition<JavaClass> {
  NotAskTheSystem() {
    super("ask neither System nor Thread");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    for (JavaAccess<?> access : type.getAccessesFromSelf()) {
      String owner = access.getTargetOwner().getName();
      if (owner.equals("java.lang.System") || owner.equals("java.lang.Thread")) {
        events.add(SimpleConditionEvent.violated(access, access.getDescription()));
      }
    }
  }
}
