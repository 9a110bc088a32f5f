import type { SetupState, SetupStep } from '@moltbot-ops/sdk/types';
import { Check } from 'lucide-react';
import { courseOf, isReached, wordsOf } from './steps.ts';

interface CourseProps {
  state: SetupState;
  onGo(step: SetupStep): void;
}

/** The way from nothing to a running gateway, as one line with its stops. Where the wizard has been, it can go back to. */
export function Course({ state, onGo }: CourseProps) {
  const course = courseOf(state.choice);
  const here = course.indexOf(state.step);
  return (
    <nav className="course" aria-label="Steps of the setup">
      <p className="course-narrow">
        <b>{wordsOf(state.step, state.choice).name}</b>
        <span>{`${here + 1} of ${course.length}`}</span>
      </p>
      <ol>
        {course.map((step, index) => {
          const { name } = wordsOf(step, state.choice);
          const passed = index < here;
          const current = index === here;
          const reach = isReached(step, state) && !current;
          const stop = (
            <>
              <span className="course-mark">{passed && <Check size={12} strokeWidth={3.2} aria-hidden="true" />}</span>
              <span className="course-name">
                {name}
                {passed && <span className="visually-hidden">, done</span>}
              </span>
            </>
          );
          return (
            <li
              key={step}
              className="course-stop"
              data-place={passed ? 'passed' : current ? 'here' : 'ahead'}
              data-reached={isReached(step, state) || undefined}
            >
              {reach ? (
                <button type="button" onClick={() => onGo(step)} title={`Go to ${name}`}>
                  {stop}
                </button>
              ) : (
                <span aria-current={current ? 'step' : undefined}>{stop}</span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
