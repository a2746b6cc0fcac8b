import { type ReactElement, useState } from 'react';
import { initials, type Person } from '#web/editor/people.ts';
import { Panel } from './panel.tsx';
import { words } from './words.ts';

/** How many faces a wide bar shows; the rest is a number. */
const FACES = 4;

export function Avatar({
  person,
  idle = false,
}: {
  person: Pick<Person, 'name' | 'color'>;
  idle?: boolean;
}): ReactElement {
  return (
    <span
      className={`mh-av mh-p${person.color}${idle ? ' idle' : ''}`}
      // drawn by the style sheet: it is a picture of a name, and the name is said by what it belongs to
      data-initials={initials(person.name)}
      aria-hidden="true"
    />
  );
}

interface CrowdProps {
  readonly people: readonly Person[];
  /** we do not know who is here now: these are who was, pale */
  readonly away: boolean;
  /** absent where the host says who somebody is */
  readonly onChangeSelf?: (() => void) | undefined;
}

/** Who is here: a person once, however many tabs they have open. */
export function Crowd({ people, away, onChangeSelf }: CrowdProps): ReactElement {
  const [open, setOpen] = useState(false);
  const shown = away ? people.filter((person) => !person.self) : people;
  if (shown.length === 0) {
    return (
      <span className="mh-avs nobody" aria-hidden="true">
        <span className="mh-av" />
      </span>
    );
  }
  const names = new Intl.ListFormat('en').format(shown.map((person) => person.name));
  const label = away ? words.people.lastSeenList(names) : words.people.here(shown.length);
  // in the bar the others come first: they are the news
  const faces = [...shown.filter((person) => !person.self), ...shown.filter((person) => person.self)];
  const wide = faces.length > FACES ? FACES - 1 : faces.length;
  return (
    <Panel
      label={label}
      className="mh-crowd"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className="mh-avs" aria-label={label}>
          {faces.slice(0, wide).map((person) => (
            <Avatar key={person.id} person={person} idle={away} />
          ))}
          {faces.length > wide ? <More count={faces.length - wide} className="wide-only" /> : null}
          {faces.length > 2 ? <More count={faces.length - 2} className="narrow-only hide-xs" /> : null}
          {faces.length > 1 ? <More count={faces.length - 1} className="narrow-only only-xs" /> : null}
        </button>
      }
    >
      <h2>{away ? words.people.lastSeen : words.people.here(shown.length)}</h2>
      {!away && shown.length === 1 && shown[0]?.self === true ? (
        <p>
          {words.people.alone} {words.people.aloneText}
        </p>
      ) : null}
      <ul>
        {shown.map((person) => (
          <li key={person.id}>
            <Avatar person={person} idle={away} />
            <span className="grow" dir="auto">
              {person.name} {person.self ? <small>{words.people.youMark}</small> : null}
            </span>
            {person.self && onChangeSelf !== undefined ? (
              <button
                type="button"
                className="mh-btn quiet"
                onClick={() => {
                  setOpen(false);
                  onChangeSelf();
                }}
              >
                {words.people.change}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function More({ count, className }: { count: number; className: string }): ReactElement {
  return <span className={`mh-av more ${className}`} data-initials={`+${count}`} aria-hidden="true" dir="ltr" />;
}
